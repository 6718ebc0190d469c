package io.nova.protocol;

/**
 * A question to all hosts for their roles, which they answer to all managers.
 *
 * @param manager who asks, for the log
 */
public record RolesAsked(String manager) {}
