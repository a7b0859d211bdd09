"""People choose among all sites that open roads lead to."""
