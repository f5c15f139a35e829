"""What sign-up keeps: drafts, the one transaction of joining, the outbox, the audit trail."""
