package io.nova.protocol;

/** Where an exported volume is, for a connector of the same technology. */
public record ExportPlace(String technology, String location) {}
