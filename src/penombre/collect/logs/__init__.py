"""Access-log readers: find the files, undo the compression, recognise the format, let the engine parse in bulk."""
