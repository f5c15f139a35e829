// The service worker: it is asked for from the root, whose pages it serves.
