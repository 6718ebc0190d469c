package io.nova.protocol;

import io.nova.model.Secret;
import java.util.Optional;

/**
 * Where an exported volume is, for a connector of the same technology.
 *
 * @param credential what an initiator has to show, if anything
 */
public record ExportPlace(String technology, String location, Optional<Secret> credential) {}
