"""`shelftalk guardrail`: Bedrock's guardrail, made from the company's `guardrails.yaml`."""

from __future__ import annotations

import click

from assistant.commands.shell import command, print_json, services


@command()
@click.option("--dry-run", is_flag=True, help="Print the request as JSON; ask AWS for nothing.")
@click.option("--id", "existing", help="Update this one; else the one the settings name.")
@click.option("--profile", help="Cross-region profile (eu.guardrail.v1:0): more languages.")
def guardrail(dry_run: bool, existing: str | None, profile: str | None) -> None:
    """Create or update the Amazon Bedrock guardrail; run it again whenever the pack changes."""
    from assistant.company_guardrails import bedrock_plan

    served = services()
    plan = bedrock_plan(served.records, profile)
    existing = existing or served.settings.bedrock_guardrail_id
    if dry_run:
        kept = {"guardrailIdentifier": existing} if existing else {}
        print_json({"request": {**plan.request, **kept}, "left_out": list(plan.left_out)})
        return
    from assistant.models.bedrock.guardrail_publishing import publish

    done = publish(plan, existing)
    for sentence in plan.left_out:
        click.echo(f"Not covered: {sentence}", err=True)
    did = "is published" if done.changed else "was published before; nothing has changed"
    click.echo(f"Version {done.version} of the guardrail {done.identifier} {did}.", err=True)
    click.echo(f"export SHELFTALK_BEDROCK_GUARDRAIL_ID={done.identifier}")
    click.echo(f"export SHELFTALK_BEDROCK_GUARDRAIL_VERSION={done.version}")
