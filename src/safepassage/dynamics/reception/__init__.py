"""Where displaced people sleep: in a site, with relatives, or in neither."""
