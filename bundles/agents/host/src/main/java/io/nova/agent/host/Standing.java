package io.nova.agent.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How a host stands.
 *
 * @param there the features that are asked for
 * @param wanted those that should be
 * @param troubles why that is not the same, each in a line
 * @param busy whether it is being changed
 */
record Standing(Set<String> there, Set<String> wanted, List<String> troubles, boolean busy) {

    Standing {
        there = Set.copyOf(there);
        wanted = Set.copyOf(wanted);
        troubles = List.copyOf(troubles);
    }

    List<String> roles() {
        return words(there, feature -> FeatureNames.role(feature).isPresent());
    }

    List<String> drivers() {
        return words(there, feature -> FeatureNames.driver(feature).isPresent());
    }

    List<String> coming() {
        return words(wanted, feature -> !there.contains(feature));
    }

    List<String> leaving() {
        return words(there, feature -> !wanted.contains(feature));
    }

    /** Returns the same with one more trouble. */
    Standing and(String trouble) {
        List<String> more = new ArrayList<>(troubles);
        more.add(trouble);
        return new Standing(there, wanted, more, busy);
    }

    /** In one line; empty if all is well. */
    String trouble() {
        return String.join("; ", troubles);
    }

    private static List<String> words(Set<String> features, Predicate<String> which) {
        return new TreeSet<>(features)
                .stream().filter(which).map(FeatureNames::word).sorted().toList();
    }
}
