package io.nova.protocol;

/**
 * What becomes of a guest whose root disk was copied.
 *
 * @param over whether its volumes are kept too, as far as they will be, and it may go on
 */
public record CaptureHoldReply(boolean over) {}
