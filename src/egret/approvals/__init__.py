"""网上审批: the chain of signatures an act passes before it takes effect."""
