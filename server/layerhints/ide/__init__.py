"""What editors and terminals show: one file for each feature, plain frozen results, and no protocol."""
