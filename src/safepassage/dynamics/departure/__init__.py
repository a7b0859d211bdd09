"""When people leave home: mobilisation curves, waiting, and how households differ."""
