package io.nova.frontend.http;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Something that must be well before the cloud counts as ready. */
@ConsumerType
public interface HealthCheck {

    /** Service property: the check's name, for example {@code state}. */
    String NAME = "health.name";

    /**
     * Returns what is wrong, in a few words for the operator; empty if nothing is.
     *
     * <p>Called from any thread, several times a second at worst: must not block.
     */
    Optional<String> problem();
}
