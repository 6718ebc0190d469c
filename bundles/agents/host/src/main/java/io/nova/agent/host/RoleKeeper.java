package io.nova.agent.host;

import io.nova.agent.host.FeatureBox.FeatureException;
import io.nova.model.HostRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the features of the host to the goal. Every step begins with what is there, so that it may
 * be cut off anywhere: the next goes on, in this process or in another one.
 *
 * <p>What comes, comes first: a feature that both a role that leaves and one that comes need stays.
 * One thread calls at a time.
 */
final class RoleKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);

    private final FeatureBox features;
    private final Departures departures;
    private final RoleParts parts;
    private final ChangeMark mark;
    private Optional<Goal> settled = Optional.empty();
    private Set<String> announced = Set.of();

    RoleKeeper(FeatureBox features, Departures departures, RoleParts parts, ChangeMark mark) {
        this.features = features;
        this.departures = departures;
        this.parts = parts;
        this.mark = mark;
    }

    /**
     * What a step came to.
     *
     * @param again when to look again, because of what it waits for; zero if for nothing
     */
    record Step(Standing standing, Duration again) {

        boolean isDone() {
            return again.isZero() && standing.troubles().isEmpty();
        }
    }

    /** Goes as far as can be gone now. */
    Step step(Goal goal) throws InterruptedException {
        if (!isSettled(goal)) {
            return change(goal);
        }
        // What an operator installs by hand stays until the file or the process changes.
        Set<String> there = there();
        departures.tell(roles(there), Set.of());
        parts.serve(roles(there));
        return new Step(new Standing(there, goal.features(), List.of(), false), Duration.ZERO);
    }

    /** Returns how it stands, without doing anything. */
    Standing look(Goal goal, List<String> troubles) {
        return new Standing(there(), goal.features(), troubles, !isSettled(goal));
    }

    private boolean isSettled(Goal goal) {
        return settled.filter(goal::equals).isPresent() && !mark.isSet();
    }

    private Step change(Goal goal) throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        come(goal.features(), troubles);
        boolean whole = troubles.isEmpty();
        Set<HostRole> stay = EnumSet.noneOf(HostRole.class);
        Duration wait = hold(goal, stay, troubles);
        // Which driver a role needs that stays, or in whose place one should have come, is not
        // known here.
        whole &= leave(goal, stay, whole && stay.isEmpty(), troubles);
        if (whole) {
            mark.clear();
        }
        announced = whole ? Set.of() : announced;
        settled = whole && stay.isEmpty() ? Optional.of(goal) : Optional.empty();
        Set<String> there = there();
        departures.tell(roles(there), missing(roles(there), goal.roles()));
        parts.serve(roles(there));
        return new Step(new Standing(there, goal.features(), troubles, false), wait);
    }

    private void come(Set<String> wanted, List<String> troubles) throws InterruptedException {
        Set<String> there = there();
        if (there.containsAll(wanted) && !mark.isSet()) {
            return;
        }
        mark.set();
        Set<String> coming = missing(wanted, there);
        // What cannot come is tried again and again.
        if (!coming.isEmpty() && !coming.equals(announced)) {
            announced = coming;
            LOG.info("The host gets {}", words(coming));
        }
        // The agent's own feature is there: asked for again, it has all others looked at.
        Set<String> all = new TreeSet<>(coming);
        all.add(FeatureNames.HOST);
        try {
            features.install(all);
        } catch (FeatureException e) {
            comeOneByOne(coming, e, troubles);
        }
    }

    /** So that what is broken does not keep the rest away. */
    private void comeOneByOne(Set<String> coming, FeatureException all, List<String> troubles)
            throws InterruptedException {
        List<String> ordered = new ArrayList<>(coming);
        // A role finds its drivers then.
        ordered.sort(Comparator.comparing(feature -> FeatureNames.driver(feature).isEmpty()));
        for (String feature : ordered) {
            try {
                features.install(Set.of(feature));
            } catch (FeatureException e) {
                troubles.add(
                        "%s cannot be installed: %s"
                                .formatted(FeatureNames.word(feature), e.reason()));
            }
        }
        if (troubles.isEmpty()) {
            // Together, and not alone, they do not go: the next step tries that again.
            troubles.add("the features cannot be installed: " + all.reason());
        }
    }

    /** Notes which roles that should leave cannot yet, and returns how long that may take. */
    private Duration hold(Goal goal, Set<HostRole> stay, List<String> troubles)
            throws InterruptedException {
        Set<HostRole> leaving = missing(roles(there()), goal.roles());
        Duration wait = Duration.ZERO;
        for (HostRole role : leaving) {
            if (role == HostRole.API && !stay.isEmpty()) {
                // The managers that the others wait for may be here and nowhere else.
                stay.add(role);
                troubles.add("api stays until the others have left");
                continue;
            }
            Departures.Answer answer = departures.ready(role, leaving);
            if (!answer.ready() && goal.leave() == Goal.Leave.EMPTY) {
                stay.add(role);
                wait = answer.again().compareTo(wait) > 0 ? answer.again() : wait;
                if (!answer.reason().isEmpty()) {
                    troubles.add(answer.reason());
                }
            }
        }
        return wait;
    }

    /** Returns whether all that can leave has left. */
    private boolean leave(Goal goal, Set<HostRole> stay, boolean drivers, List<String> troubles)
            throws InterruptedException {
        Set<String> there = there();
        Set<String> leaving = missing(there, goal.features());
        leaving.removeIf(
                feature -> FeatureNames.role(feature).map(stay::contains).orElse(!drivers));
        if (leaving.isEmpty()) {
            return true;
        }
        LOG.info("The host loses {}", words(leaving));
        mark.set();
        parts.serve(roles(missing(there, leaving)));
        try {
            features.uninstall(leaving);
            return true;
        } catch (FeatureException e) {
            troubles.add("%s cannot leave: %s".formatted(words(leaving), e.reason()));
            return false;
        }
    }

    private Set<String> there() {
        return features.required().stream()
                .filter(FeatureNames::isOurs)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T extends Comparable<T>> Set<T> missing(Set<T> all, Set<T> without) {
        Set<T> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private static Set<HostRole> roles(Set<String> features) {
        Set<HostRole> roles = EnumSet.noneOf(HostRole.class);
        features.forEach(feature -> FeatureNames.role(feature).ifPresent(roles::add));
        return roles;
    }

    private static String words(Set<String> features) {
        return features.stream().map(FeatureNames::word).collect(Collectors.joining(", "));
    }
}
