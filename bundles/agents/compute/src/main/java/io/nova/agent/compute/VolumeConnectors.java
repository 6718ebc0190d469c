package io.nova.agent.compute;

import io.nova.gate.Gate;
import io.nova.gate.GateCall;
import io.nova.model.DriverException;
import io.nova.model.UnavailableException;
import io.nova.spi.volume.VolumeConnector;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The connectors of a host: its guests can have volumes of their technologies. Each may be
 * exchanged, or be away, without the others being touched.
 */
final class VolumeConnectors {

    private final Gate<VolumeConnector> gate;
    private final IdentityHashMap<VolumeConnector, String> names = new IdentityHashMap<>();

    VolumeConnectors(Gate<VolumeConnector> gate) {
        this.gate = gate;
    }

    void bind(VolumeConnector added, String technology) {
        synchronized (names) {
            names.put(added, technology);
        }
        gate.bind(added, technology, 0);
    }

    /**
     * Returns when no command is inside the connector any longer.
     *
     * @return its technology; empty if it was not there
     */
    Optional<String> unbind(VolumeConnector removed) {
        Optional<String> technology;
        synchronized (names) {
            technology = Optional.ofNullable(names.remove(removed));
        }
        gate.unbind(removed);
        return technology;
    }

    /** Tells whether any is there now. */
    boolean isOpen() {
        return gate.isOpen();
    }

    /** Returns the technologies of those that are there now. */
    Set<String> present() {
        return new LinkedHashSet<>(gate.stats().drivers());
    }

    /**
     * Tells whether a volume of the technology can be connected now.
     *
     * @param technology empty: whichever there is
     */
    boolean has(String technology) {
        return technology.isEmpty() ? isOpen() : present().contains(technology);
    }

    /**
     * Calls the connector of the technology.
     *
     * @param technology empty: whichever there is
     * @throws UnavailableException if it was not there in time, or had to go before the call ended
     */
    <R> R call(String technology, GateCall<VolumeConnector, R> call) throws InterruptedException {
        return gate.call(technology, call);
    }

    /**
     * What connectors answered.
     *
     * @param answers by their technologies
     * @param trouble why others did not; empty if all did
     */
    record Answers<R>(Map<String, R> answers, String trouble) {}

    /** Asks all that are there. */
    <R> Answers<R> ask(GateCall<VolumeConnector, R> call) throws InterruptedException {
        Map<String, R> answers = new TreeMap<>();
        String trouble = "";
        for (String technology : present()) {
            try {
                answers.put(technology, call(technology, call));
            } catch (DriverException | UnavailableException fault) {
                trouble = technology + ": " + fault.getMessage();
            }
        }
        return new Answers<>(answers, trouble);
    }
}
