"""Classes that see places differently: ethnicity, religion, appearance by share."""
