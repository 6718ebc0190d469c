package io.nova.spi.state;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What must hold of the records that a manager or a driver keeps. Whoever keeps records registers
 * one as a service: a check of the whole store asks all of them.
 *
 * <p>Everything here is a pure function of the values given, may be called by any thread and as
 * often as anybody likes.
 */
@ConsumerType
public interface RecordRules {

    /** Returns the rules of every kind of record that the owner keeps, of some just the kind. */
    List<KindRules<?>> kinds();

    /** Returns the counters that are the sums of what these records hold. */
    default List<CounterRule> counters() {
        return List.of();
    }

    /** Returns the pools whose numbers these records hold. */
    default List<PoolRule> pools() {
        return List.of();
    }
}
