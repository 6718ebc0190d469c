package io.nova.agent.compute;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.protocol.Attachments.Wanted;
import io.nova.protocol.AttachmentsReport.Seen;
import io.nova.reconcile.Ledger;
import io.nova.spi.hypervisor.GuestDisk;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The volumes that the host's guests should have, which of them the host is connected to, and what
 * is still to be told. In memory alone: after a restart all of it comes back from the manager and
 * from the drivers.
 */
final class GuestVolumes {

    private final Ledger<VolumeId, Wanted, Seen> ledger = new Ledger<>();
    private final Map<VolumeId, Ready> ready = new HashMap<>();

    /** By which connector the host is connected to a volume. */
    private final Map<VolumeId, String> connected = new HashMap<>();

    private long questions;
    private long answered;

    /** A volume that a guest can open, as long as it is wanted so. */
    private record Ready(Wanted of, GuestDisk disk) {}

    /** Begins to ask, and returns the number of the question. */
    synchronized long asks() {
        return ++questions;
    }

    /** Returns the number of the next question: its answer knows all that is committed now. */
    synchronized long nextQuestion() {
        return questions + 1;
    }

    /** Tells whether that question was answered. */
    synchronized boolean isAnswered(long question) {
        return answered >= question;
    }

    /** Takes an answer in, and returns the volumes that it is news about. */
    synchronized Set<VolumeId> assign(long question, Map<VolumeId, Wanted> all) {
        Set<VolumeId> news = ledger.assign(all);
        ready.entrySet().removeIf(entry -> !entry.getValue().of().equals(all.get(entry.getKey())));
        answered = Math.max(answered, question);
        return news;
    }

    /** Tells whether it is known what is wanted. */
    boolean assigned() {
        return ledger.assigned();
    }

    Optional<Wanted> wanted(VolumeId volume) {
        return ledger.wanted(volume);
    }

    /** Returns the volumes that the guest should have. */
    List<Wanted> of(InstanceId instance) {
        return ledger.allWanted().stream()
                .filter(one -> one.instance().equals(instance) && one.attached())
                .toList();
    }

    /** Returns every volume of the guest, also those that it is to let go. */
    List<VolumeId> volumesOf(InstanceId instance) {
        return ledger.allWanted().stream()
                .filter(one -> one.instance().equals(instance))
                .map(Wanted::volume)
                .toList();
    }

    /** Returns every volume that is either wanted here or connected. */
    synchronized Set<VolumeId> all() {
        Set<VolumeId> all = new HashSet<>(ledger.keys());
        all.addAll(connected.keySet());
        return all;
    }

    /**
     * Takes in which volumes a connector has connected the host to, and returns those that nobody
     * wants here.
     */
    synchronized Set<VolumeId> list(String technology, Collection<VolumeId> volumes) {
        connected.values().removeIf(technology::equals);
        volumes.forEach(volume -> connected.put(volume, technology));
        Set<VolumeId> strays = new HashSet<>(volumes);
        strays.removeAll(ledger.keys());
        return strays;
    }

    /** Returns which connector has connected the host to the volume, as far as is known. */
    synchronized Optional<String> connectedBy(VolumeId volume) {
        return Optional.ofNullable(connected.get(volume));
    }

    /** A connector came or went: what it had connected must be looked at anew. */
    synchronized void forgetConnections(String technology) {
        ready.values().removeIf(one -> one.of().technology().equals(technology));
    }

    synchronized void isReady(Wanted of, GuestDisk disk) {
        connected.put(of.volume(), of.technology());
        if (ledger.wanted(of.volume()).filter(of::equals).isPresent()) {
            ready.put(of.volume(), new Ready(of, disk));
        }
    }

    synchronized void isNotReady(VolumeId volume) {
        ready.remove(volume);
    }

    synchronized void isDisconnected(VolumeId volume) {
        ready.remove(volume);
        connected.remove(volume);
    }

    /** Returns the volume for its guest, if the host is connected to it. */
    synchronized Optional<GuestDisk> disk(VolumeId volume) {
        return Optional.ofNullable(ready.get(volume)).map(Ready::disk);
    }

    /**
     * Notes what is to be told of a volume, unless it was told before.
     *
     * @return whether there is something to tell now
     */
    boolean tell(Wanted of, boolean attached) {
        return ledger.tell(
                of.volume(), of, new Seen(of.volume(), of.generation(), of.instance(), attached));
    }

    /** Tells whether the records have another history: then all is to be told once more. */
    boolean isAnother(String history) {
        return ledger.isAnother(history);
    }

    List<Ledger.Entry<VolumeId, Wanted, Seen>> untold(int limit) {
        return ledger.untold(limit);
    }

    void acknowledged(List<Ledger.Entry<VolumeId, Wanted, Seen>> entries) {
        ledger.acknowledged(entries);
    }
}
