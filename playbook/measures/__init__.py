"""What an onboarding is measured by (METHOD section 4). Pure; accounts come as `playbook.known` shows them."""
