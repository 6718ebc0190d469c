package io.nova.protocol;

/**
 * Where an exported volume is, for a connector of the same technology. It carries no credential:
 * the technologies so far know who connects by the host itself, as a unix socket's owner does.
 */
public record ExportPlace(String technology, String location) {}
