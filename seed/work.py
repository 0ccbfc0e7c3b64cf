"""The invented company's backlog in words: initiatives, epics, and what their stories do."""

# initiative -> (area, index of its objective, epics)
INITIATIVES: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "Rich messaging everywhere": (
        "Channels", 0,
        ("RCS fallback to SMS", "RCS rich cards", "RCS agent verification", "RCS read receipts",
         "WhatsApp flow builder", "WhatsApp template sync", "Carousel messages API",
         "Location messages", "List pickers", "Message reactions"),
    ),
    "Channels customers ask for": (
        "Channels", 0,
        ("Viber two-way chat", "Telegram bot senders", "Apple Messages channel",
         "Kakao notifications", "LINE channel", "Instagram replies", "Voice call fallback",
         "Zalo channel", "Live chat hand-over", "Channel health page"),
    ),
    "Routing that heals itself": (
        "Routing", 1,
        ("Operator failover in 30 s", "Route quality scoring", "Latency budget per hop",
         "Multi-region active-active", "Queue back-pressure", "Retry policy per operator",
         "Duplicate suppression", "Receipts within 2 s", "Message priority lanes",
         "Operator test calls"),
    ),
    "See every message": (
        "Routing", 1,
        ("Message timeline page", "Delivery report API v3", "Operator error catalogue",
         "Trace search by number", "Receipt replay", "Route change log",
         "Latency heat map", "Customer status page", "Synthetic messages", "Report export"),
    ),
    "Ship in small steps": (
        "Trust", 2,
        ("Canary by share of traffic", "One-click rollback", "Trunk build under 10 min",
         "Config deploys, no approval", "Gradual config rollout", "Contract tests in CI",
         "Deployment freeze calendar", "Flaky test quarantine", "Preview environments",
         "Release notes by service"),
    ),
    "Alerts that help": (
        "Trust", 2,
        ("Alerts grouped by cause", "On-call hand-over page", "Runbooks beside alerts",
         "Alert budget per team", "Incident timeline", "Review template",
         "Error budget page", "Noise report", "Pager fairness", "Synthetic checks"),
    ),
    "No fraud on our network": (
        "Trust", 3,
        ("Artificial traffic blocking", "Sender reputation score", "URL scan before send",
         "Number lookup at send time", "Spam feedback loop", "Velocity limits",
         "Fraud case desk", "Premium range guard", "Behaviour model v2", "Block list sharing"),
    ),
    "Consent and identity": (
        "Trust", 3,
        ("Passkey sign-in for senders", "Consent export", "Audit trail of consent",
         "Brazil data residency", "Key rotation", "Sender identity check",
         "Retention by country", "Erasure on request", "Access reviews", "Secrets scanning"),
    ),
    "Journeys for everybody": (
        "Journeys", 4,
        ("Journey editor: branches", "Journey versioning", "Event-triggered journeys",
         "A/B test of messages", "Conversion report", "Template gallery",
         "Audience builder v2", "Segment import", "Send-time choice", "Quiet hours"),
    ),
    "Self-service from day one": (
        "Journeys", 4,
        ("Self-service sender set-up", "Developer sandbox", "Usage alerts", "Quick start guide",
         "API keys by project", "Webhook tester", "Invoice page", "SDK for Go",
         "Role templates", "Onboarding check list"),
    ),
    "Cheaper by design": (
        "Channels", 5,
        ("Least-cost routing v3", "Storage tiering", "Media size negotiation",
         "Throughput quotas", "Steer traffic by region", "Idle cluster shutdown",
         "Compress receipts", "Price list import", "Spot capacity for batch", "Log sampling"),
    ),
    "Debt we stop paying for": (
        "Journeys", 5,
        ("Retire the old router", "Message store off Oracle", "Drop SMPP v3.3",
         "One deployment pipeline", "Split the billing export", "Java 25 everywhere",
         "Remove the shared session", "Replace the cron host", "Schema registry",
         "Unify the retry queues"),
    ),
}  # fmt: skip

STEPS = (
    "Design the contract of", "Store the state of", "Read the old data for", "API for",
    "Page for", "Limits and errors of", "Move the first customer to", "Metrics and alerts for",
    "Load test of", "Roll out by region:", "Write the guide for", "Clean up after",
    "Migrate settings of", "Permissions of", "Audit trail of", "Retry and time-outs of",
)  # fmt: skip
