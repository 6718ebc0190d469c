package io.nova.itests.cluster;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients asked for, what was acknowledged, and what nobody answered: the last is done or not,
 * and is asked again in the end. May be shared by threads.
 */
final class Ledger {

    /** A launch, by whose token it can be asked for again. */
    record Launch(String image, String zone) {}

    private final Map<String, Launch> launches = new HashMap<>();
    private final Map<String, String> launched = new TreeMap<>();
    private final Map<String, String> wanted = new TreeMap<>();
    private final Set<String> unsure = new TreeSet<>();
    private final Map<String, String> objects = new TreeMap<>();
    private final Set<String> unsureObjects = new TreeSet<>();
    private final Set<String> addresses = new TreeSet<>();
    private final Set<String> volumes = new TreeSet<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private int unsureAddresses;

    /** A launch is about to be asked for. */
    synchronized void launching(String token, Launch launch) {
        launches.put(token, launch);
    }

    /** A launch was acknowledged: the instance should run until it is told otherwise. */
    synchronized void launched(String token, String id) {
        acknowledged.incrementAndGet();
        launched.put(token, id);
        wanted.put(id, "running");
    }

    /** A launch will never be, and the cloud said so. */
    synchronized void refused(String token) {
        launches.remove(token);
    }

    /** Returns the launches of which nobody knows. */
    synchronized Map<String, Launch> openLaunches() {
        Map<String, Launch> open = new TreeMap<>(launches);
        open.keySet().removeAll(launched.keySet());
        return open;
    }

    /** An instance is about to be asked to go to a state. */
    synchronized void asking(String id, String state) {
        wanted.put(id, state);
        unsure.add(id);
    }

    /** What it was asked was acknowledged. */
    synchronized void done(String id) {
        acknowledged.incrementAndGet();
        unsure.remove(id);
    }

    /** Returns the states that instances were asked to be in. */
    synchronized Map<String, String> wanted() {
        return new TreeMap<>(wanted);
    }

    /** Returns the instances of which nobody knows whether they heard what they were asked last. */
    synchronized Set<String> unsure() {
        return new TreeSet<>(unsure);
    }

    /** An object is about to be written. */
    synchronized void writing(String key) {
        unsureObjects.add(key);
    }

    /** An object was written, with this digest. */
    synchronized void wrote(String key, String digest) {
        acknowledged.incrementAndGet();
        objects.put(key, digest);
        unsureObjects.remove(key);
    }

    /** Returns what was written, by key. */
    synchronized Map<String, String> objects() {
        return new TreeMap<>(objects);
    }

    /** Returns what may have been written. */
    synchronized Set<String> unsureObjects() {
        return new TreeSet<>(unsureObjects);
    }

    /** Public addresses have no token: what nobody answered may have taken one. */
    synchronized void unsureAddress() {
        unsureAddresses++;
    }

    synchronized int unsureAddresses() {
        return unsureAddresses;
    }

    synchronized void allocated(String address) {
        acknowledged.incrementAndGet();
        if (!addresses.add(address)) {
            throw new AssertionError("the address " + address + " was given twice");
        }
    }

    synchronized void released(String address) {
        acknowledged.incrementAndGet();
        addresses.remove(address);
    }

    synchronized Set<String> addresses() {
        return new TreeSet<>(addresses);
    }

    synchronized void madeVolume(String id) {
        acknowledged.incrementAndGet();
        volumes.add(id);
    }

    synchronized void deletedVolume(String id) {
        acknowledged.incrementAndGet();
        volumes.remove(id);
    }

    synchronized Set<String> volumes() {
        return Collections.unmodifiableSet(new TreeSet<>(volumes));
    }

    int acknowledged() {
        return acknowledged.get();
    }
}
