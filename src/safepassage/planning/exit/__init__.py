"""Plan a safe exit: who leaves when, by which corridor and vehicle, to which destination."""
