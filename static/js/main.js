// Start every behaviour of the page; each finds its own elements by data attribute.
import { watchBoard } from "./board.js";
import { watchCalendar } from "./capacity_grid.js";
import { drawFigures } from "./figures.js";
import { watchColumns } from "./columns.js";
import { watchDrawer } from "./drawer.js";
import { watchFragments } from "./fragments.js";
import { watchKeys } from "./keys.js";
import { watchMenus } from "./menus.js";
import { watchPalette } from "./palette.js";
import { watchPreviews } from "./previews.js";
import { watchMoveTo } from "./move_to.js";
import { watchReorder } from "./reorder.js";
import { enhanceTables } from "./tables.js";
import { watchTheme } from "./theme.js";
import { watchToasts } from "./toast.js";
import { enhanceWindows } from "./windowed.js";

watchTheme();
watchMenus();
watchFragments();
watchToasts();
watchDrawer();
watchColumns();
enhanceTables(document);
watchKeys();
watchPalette();
watchPreviews();
watchReorder();
watchMoveTo();
watchBoard();
enhanceWindows(document);
drawFigures(document);
watchCalendar(document);

document.addEventListener("fragment:swapped", (event) => {
  enhanceTables(event.target);
  drawFigures(event.target);
  watchCalendar(document);
  enhanceWindows(event.target);
});
