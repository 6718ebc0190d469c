package io.nova.model.volume;

import static java.util.Objects.requireNonNull;

import io.nova.model.HostId;

/**
 * Which of the drivers on a volume's host owns it.
 *
 * @param technology of the driver; empty of a volume from before hosts had several: the technology
 *     that the host had then
 * @param id of the record that says what the driver offers: the host's name for the first driver
 *     that it ever had, as it was when there was one alone
 */
public record BackEnd(String technology, String id) {

    public BackEnd {
        requireNonNull(technology, "technology");
        requireNonNull(id, "id");
    }

    /** Returns that of a volume from before hosts had several. */
    public static BackEnd onlyOneOf(HostId host) {
        return new BackEnd("", host.value());
    }
}
