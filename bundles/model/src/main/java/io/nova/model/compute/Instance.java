package io.nova.model.compute;

import static java.util.Objects.requireNonNull;

import io.nova.model.HostId;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.network.Port;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An owner's machine. The spec with its generation is what should be, the status what was seen.
 *
 * @param launchIndex its number within the reservation, from 0
 * @param launchTime when it was last asked to start
 * @param generation grows with every change of what the host should do, reboots included
 * @param rebootGeneration the generation of the last reboot asked for; 0 if none
 * @param host where it is placed; its disks stay there while it is stopped
 * @param clientToken the caller's idempotency token
 */
public record Instance(
        InstanceId id,
        ReservationId reservation,
        ProjectId project,
        int launchIndex,
        Instant launchTime,
        LaunchSpec spec,
        long generation,
        long rebootGeneration,
        InstanceStatus status,
        HostId host,
        Port port,
        Optional<String> clientToken,
        Map<String, String> tags) {

    public Instance {
        requireNonNull(id, "id");
        requireNonNull(status, "status");
        requireNonNull(host, "host");
        tags = Map.copyOf(tags);
    }

    public InstanceState state() {
        return status.state();
    }

    /**
     * Returns this instance as its owner's request makes it: a new generation for the host.
     *
     * @throws IncorrectStateException if the request does not apply in this state
     */
    public Instance asked(InstanceTrigger trigger, StateReason reason, Instant now) {
        InstanceState next =
                state().on(trigger)
                        .orElseThrow(
                                () ->
                                        new IncorrectStateException(
                                                ResourceType.INSTANCE,
                                                id,
                                                "The instance '%s' is %s and cannot be %s"
                                                        .formatted(
                                                                id,
                                                                words(state().name()),
                                                                participle(trigger))));
        if (next == state()) {
            return this;
        }
        InstanceStatus entered = enter(next, reason, now);
        Instant launched = trigger == InstanceTrigger.START ? now : launchTime;
        return copy(launched, generation + 1, rebootGeneration, entered);
    }

    /** Returns this instance after a report of its host; empty where the report changes nothing. */
    public Optional<Instance> reported(InstanceTrigger trigger, StateReason reason, Instant now) {
        return state().on(trigger)
                .filter(next -> next != state())
                .map(next -> enter(next, reason, now))
                .map(
                        entered ->
                                new InstanceStatus(
                                        entered.state(),
                                        entered.reason(),
                                        entered.since(),
                                        generation,
                                        status.startedOnce() || trigger == InstanceTrigger.GUEST_ON,
                                        entered.answering(),
                                        entered.driver()))
                .map(entered -> copy(launchTime, generation, rebootGeneration, entered));
    }

    /**
     * Returns this instance with a reboot asked for.
     *
     * @throws IncorrectStateException if it does not run
     */
    public Instance rebooted() {
        if (state() != InstanceState.RUNNING) {
            throw new IncorrectStateException(
                    ResourceType.INSTANCE,
                    id,
                    "The instance '%s' is %s and cannot be rebooted"
                            .formatted(id, words(state().name())));
        }
        return copy(launchTime, generation + 1, generation + 1, status);
    }

    /** Returns this instance after its guest answered or did not; empty if that is no news. */
    public Optional<Instance> heard(boolean answers, Instant now) {
        Optional<Answering> before = status.answering();
        if (state() != InstanceState.RUNNING
                || before.filter(one -> one.answers() == answers).isPresent()) {
            return Optional.empty();
        }
        boolean answered = answers || before.map(Answering::answered).orElse(false);
        return Optional.of(
                copy(
                        launchTime,
                        generation,
                        rebootGeneration,
                        status.with(new Answering(answers, answered, now))));
    }

    /**
     * Returns this instance with the driver that has its guest; empty if that is no news, or of no
     * use since it ended.
     */
    public Optional<Instance> runBy(String driver) {
        boolean known = status.driver().filter(driver::equals).isPresent();
        return known || state() == InstanceState.TERMINATED
                ? Optional.empty()
                : Optional.of(copy(launchTime, generation, rebootGeneration, status.by(driver)));
    }

    /** Returns this instance placed on another host, where it has left nothing yet. */
    public Instance placedOn(HostId other) {
        return new Instance(
                id,
                reservation,
                project,
                launchIndex,
                launchTime,
                spec,
                generation + 1,
                rebootGeneration,
                status,
                other,
                port,
                clientToken,
                tags);
    }

    /** Returns this instance with another reason for the state that it is in. */
    public Instance because(StateReason reason) {
        return copy(
                launchTime,
                generation,
                rebootGeneration,
                new InstanceStatus(
                        state(),
                        reason,
                        status.since(),
                        status.observedGeneration(),
                        status.startedOnce(),
                        status.answering(),
                        status.driver()));
    }

    /** Returns this instance with other tags. */
    public Instance withTags(Map<String, String> changed) {
        return new Instance(
                id,
                reservation,
                project,
                launchIndex,
                launchTime,
                spec,
                generation,
                rebootGeneration,
                status,
                host,
                port,
                clientToken,
                changed);
    }

    /** Returns this instance with what its owner changed of the spec; its host need not know. */
    public Instance with(LaunchSpec changed) {
        return shaped(changed, port, generation);
    }

    /** Returns this instance with another port; its host hears of that from the network. */
    public Instance with(Port changed) {
        return shaped(spec, changed, generation);
    }

    /** Returns this instance with a spec or a port that is another task for its host. */
    public Instance reshaped(LaunchSpec changed, Port changedPort) {
        return shaped(changed, changedPort, generation + 1);
    }

    private Instance shaped(LaunchSpec changed, Port changedPort, long wanted) {
        return new Instance(
                id,
                reservation,
                project,
                launchIndex,
                launchTime,
                changed,
                wanted,
                rebootGeneration,
                status,
                host,
                changedPort,
                clientToken,
                tags);
    }

    private InstanceStatus enter(InstanceState next, StateReason reason, Instant now) {
        return new InstanceStatus(
                next,
                reason,
                now,
                status.observedGeneration(),
                status.startedOnce(),
                Optional.empty(),
                status.driver());
    }

    private Instance copy(Instant launched, long wanted, long reboot, InstanceStatus changed) {
        return new Instance(
                id,
                reservation,
                project,
                launchIndex,
                launched,
                spec,
                wanted,
                reboot,
                changed,
                host,
                port,
                clientToken,
                tags);
    }

    private static String words(String constant) {
        return constant.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static String participle(InstanceTrigger trigger) {
        return switch (trigger) {
            case START -> "started";
            case STOP -> "stopped";
            case TERMINATE -> "terminated";
            default -> "changed";
        };
    }
}
