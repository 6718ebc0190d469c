package io.nova.spi.state;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalLong;

/**
 * Which quotas' uses a rule is about: those of a scope that begins and ends so. The use is the sum
 * of what records hold of the scope.
 *
 * @param kinds the names of the kinds whose records hold it: where one of them cannot be read,
 *     nothing is known of the sum
 * @param atMost whether it may be less, since somebody else gives back as well
 * @param closed the use of a scope that nothing holds and nothing can hold any more
 */
public record CounterRule(
        String prefix, String suffix, List<String> kinds, boolean atMost, OptionalLong closed) {

    public CounterRule {
        requireNonNull(prefix, "prefix");
        requireNonNull(suffix, "suffix");
        kinds = List.copyOf(kinds);
    }

    /** Counters that are the sum of what records of these kinds hold. */
    public static CounterRule sum(String prefix, String suffix, String... kinds) {
        return new CounterRule(prefix, suffix, List.of(kinds), false, OptionalLong.empty());
    }

    /** They may be less than the sum. */
    public CounterRule orLess() {
        return new CounterRule(prefix, suffix, kinds, true, closed);
    }

    /** They are so much once and for all when their subject is gone. */
    public CounterRule orClosed(long use) {
        return new CounterRule(prefix, suffix, kinds, atMost, OptionalLong.of(use));
    }

    /** Tells whether the rule is about the scope. */
    public boolean isAbout(String scope) {
        return scope.length() >= prefix.length() + suffix.length()
                && scope.startsWith(prefix)
                && scope.endsWith(suffix);
    }

    /** Tells whether a use is right where records hold so much. */
    public boolean allows(long used, long held) {
        return used == held
                || (atMost && used < held)
                || (held == 0 && closed.isPresent() && used == closed.getAsLong());
    }
}
