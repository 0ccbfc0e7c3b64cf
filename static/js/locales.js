// The few words plotly.js needs in each language; the page names its own with <html lang>.
const CLOCK = {
  periods: ["AM", "PM"], dateTime: "%-d %b %Y %H:%M", date: "%d/%m/%Y", time: "%H:%M:%S",
  grouping: [3], currency: ["", ""],
};

const ENGLISH = {
  moduleType: "locale",
  name: "en",
  dictionary: {},
  format: {
    days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    shortDays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
    months: [
      "January", "February", "March", "April", "May", "June",
      "July", "August", "September", "October", "November", "December",
    ],
    shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ...CLOCK,
    decimal: ".",
    thousands: ",",
    year: "%Y",
    month: "%b %Y",
    dayMonth: "%-d %b",
    dayMonthYear: "%-d %b %Y",
  },
};

const SPANISH = {
  moduleType: "locale",
  name: "es",
  dictionary: { Autoscale: "Escala automática", "Reset axes": "Restaurar ejes", "Download plot as a PNG": "Guardar como PNG" },
  format: {
    days: ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
    shortDays: ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
    months: [
      "enero", "febrero", "marzo", "abril", "mayo", "junio",
      "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ],
    shortMonths: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
    ...CLOCK,
    decimal: ",",
    thousands: ".",
    year: "%Y",
    month: "%b %Y",
    dayMonth: "%-d %b",
    dayMonthYear: "%-d %b %Y",
  },
};

export function localeOf(lang) {
  return lang?.startsWith("es") ? SPANISH : ENGLISH;
}
