"""The tabs of the workbench, one module each. No text of a scenario is read as markup."""
