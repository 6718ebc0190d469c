package io.nova.blockstore;

import java.util.Optional;

/**
 * What a technology chose when a volume was exported, and keeps until it is exported no longer.
 *
 * @param address where it is to be found, if that does not follow from its id
 */
public record ExportTerms(Optional<String> address) {

    /** For technologies that choose nothing. */
    public static final ExportTerms NONE = new ExportTerms(Optional.empty());

    public ExportTerms {
        if (address.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an address with control characters");
        }
    }
}
