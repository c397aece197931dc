"""The privacy notice and the entry in the register of processing, made from what the code collects and keeps."""
