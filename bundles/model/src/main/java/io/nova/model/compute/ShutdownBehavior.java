package io.nova.model.compute;

/** What becomes of an instance whose guest powers itself off. */
public enum ShutdownBehavior {
    STOP,
    TERMINATE
}
