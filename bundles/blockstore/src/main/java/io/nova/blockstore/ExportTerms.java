package io.nova.blockstore;

import io.nova.model.Secret;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a technology chose when a volume was exported, and keeps until it is exported no longer.
 *
 * @param address where it is to be found, if that does not follow from its id
 * @param credential what initiators have to show
 */
public record ExportTerms(Optional<String> address, Optional<Secret> credential) {

    /** For technologies that choose nothing. */
    public static final ExportTerms NONE = new ExportTerms(Optional.empty(), Optional.empty());

    public ExportTerms {
        boolean plain =
                Stream.concat(address.stream(), credential.stream().map(Secret::revealText))
                        .flatMapToInt(String::chars)
                        .noneMatch(Character::isISOControl);
        if (!plain) {
            throw new IllegalArgumentException("terms of an export with control characters");
        }
    }
}
