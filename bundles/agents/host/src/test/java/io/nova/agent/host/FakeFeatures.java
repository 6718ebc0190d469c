package io.nova.agent.host;

import static java.util.Map.entry;

import io.nova.reconcile.SimulatedCrash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Features that are lists of bundles, as a container has them: a change is made of steps, and the
 * process may die before any of them.
 */
final class FakeFeatures implements FeatureBox {

    /** What each feature is made of; some share. */
    private static final Map<String, Set<String>> BUNDLES =
            Map.ofEntries(
                    entry("nova-host", Set.of("host")),
                    entry("nova-api", Set.of("http", "managers", "ec2")),
                    entry("nova-objectstore", Set.of("http", "buckets")),
                    entry("nova-compute", Set.of("guests")),
                    entry("nova-network", Set.of("networks")),
                    entry("nova-volume", Set.of("volumes")),
                    entry(
                            "nova-all-in-one",
                            Set.of(
                                    "http",
                                    "managers",
                                    "ec2",
                                    "buckets",
                                    "guests",
                                    "networks",
                                    "volumes")),
                    entry("nova-driver-hypervisor-old", Set.of("old")),
                    entry("nova-driver-hypervisor-new", Set.of("new")),
                    entry("nova-driver-messaging-rabbitmq", Set.of("rabbitmq")),
                    entry("nova-driver-state-embedded", Set.of("rocksdb")),
                    entry("nova-driver-state-redis", Set.of("redis")));

    final Set<String> required = new TreeSet<>(Set.of("nova-host"));
    final Set<String> bundles = new TreeSet<>(Set.of("host"));
    final Set<String> broken = new HashSet<>();

    /** What was started or stopped, in order. */
    final List<String> happened = new ArrayList<>();

    /** After so many steps the process dies; never if it is negative. */
    int life = -1;

    @Override
    public Set<String> known() {
        return BUNDLES.keySet();
    }

    @Override
    public Set<String> required() {
        return new TreeSet<>(required);
    }

    @Override
    public void install(Set<String> names) throws FeatureException {
        Set<String> after = required();
        after.addAll(names);
        change(after);
    }

    @Override
    public void uninstall(Set<String> names) throws FeatureException {
        if (!required.containsAll(names)) {
            throw new FeatureException(names + " is not installed", new IllegalStateException());
        }
        Set<String> after = required();
        after.removeAll(names);
        change(after);
    }

    private void change(Set<String> after) throws FeatureException {
        for (String name : after) {
            if (broken.contains(name)) {
                throw new FeatureException("no " + name + ".jar", new IllegalStateException());
            }
        }
        Set<String> wanted =
                after.stream()
                        .flatMap(name -> BUNDLES.getOrDefault(name, Set.of()).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String bundle : new TreeSet<>(bundles)) {
            if (!wanted.contains(bundle)) {
                step("-" + bundle);
                bundles.remove(bundle);
            }
        }
        step("save");
        required.clear();
        required.addAll(after);
        for (String bundle : wanted) {
            if (!bundles.contains(bundle)) {
                step("+" + bundle);
                bundles.add(bundle);
            }
        }
    }

    private void step(String what) {
        if (life == 0) {
            throw new SimulatedCrash();
        }
        life--;
        if (!what.equals("save")) {
            happened.add(what);
        }
    }

    /** Returns what should be there for these. */
    static Set<String> bundlesOf(Set<String> features) {
        return features.stream()
                .flatMap(name -> BUNDLES.getOrDefault(name, Set.of()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
