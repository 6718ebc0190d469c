package io.nova.api.cluster;

/**
 * Something that does not hold.
 *
 * @param subject what it is about: a record, a counter, a number of a pool
 * @param detail what is, and what should be
 * @param repair what a repair would do; empty if there is none
 */
public record Finding(Fault fault, String subject, String detail, String repair) {

    /** Tells whether it can be repaired. */
    public boolean isRepairable() {
        return !repair.isEmpty();
    }
}
