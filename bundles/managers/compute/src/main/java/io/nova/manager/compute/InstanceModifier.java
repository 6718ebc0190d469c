package io.nova.manager.compute;

import io.nova.api.compute.InstanceChange;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.network.SecurityGroupService;
import io.nova.model.HostId;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.LimitExceededException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.PowerState;
import io.nova.model.image.Image;
import io.nova.model.image.ImageType;
import io.nova.model.network.Port;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes what instances are. The disk of a stopped instance stays on its host, so another type
 * takes its room there with the change itself: a start never meets that there is none.
 */
final class InstanceModifier {

    private final StateStore store;
    private final InstanceChanges changes;
    private final InstanceReads reads;
    private final LaunchPlanner planner;
    private final SecurityGroupService groups;
    private final QuotaService quotas;
    private final Wakener wakener;

    InstanceModifier(
            StateStore store,
            InstanceChanges changes,
            InstanceReads reads,
            LaunchPlanner planner,
            SecurityGroupService groups,
            QuotaService quotas,
            Wakener wakener) {
        this.store = store;
        this.changes = changes;
        this.reads = reads;
        this.planner = planner;
        this.groups = groups;
        this.quotas = quotas;
        this.wakener = wakener;
    }

    void modify(RequestContext context, InstanceId id, InstanceChange change) {
        Instance before = reads.get(context.caller(), id);
        change.userData().ifPresent(data -> LaunchPlanner.checkUserData(Optional.of(data)));
        Parts parts =
                new Parts(
                        change,
                        change.type().map(planner::type),
                        change.kernel()
                                .map(one -> planner.bootable(context, one, ImageType.KERNEL)),
                        change.ramdisk()
                                .map(one -> planner.bootable(context, one, ImageType.RAMDISK)));
        InstanceChanges.Applied applied =
                changes.apply(
                        context.caller(),
                        List.of(id),
                        one -> changed(one, parts),
                        this::takeDifference);
        for (Instance after : applied.changed()) {
            if (after.generation() != before.generation()) {
                wakener.changed(List.of(after), applied.seq());
            }
            if (!after.port().equals(before.port())) {
                wakener.portChanged(before, after);
            }
        }
    }

    /** No host has to know: metadata is read from the record. */
    MetadataOptions setMetadata(
            RequestContext context, InstanceId id, UnaryOperator<MetadataOptions> change) {
        var unused =
                changes.apply(
                        context.caller(),
                        List.of(id),
                        one -> {
                            requireNotEnded(one);
                            LaunchSpec spec = one.spec();
                            return one.with(
                                    spec.with(
                                            spec.options()
                                                    .with(
                                                            change.apply(
                                                                    spec.options().metadata()))));
                        });
        return reads.get(context.caller(), id).spec().options().metadata();
    }

    private static void requireNotEnded(Instance instance) {
        if (instance.state().wanted() == PowerState.GONE) {
            throw refused(instance, "is terminated");
        }
    }

    /** A change with what it names. */
    private record Parts(
            InstanceChange change,
            Optional<InstanceType> type,
            Optional<Image> kernel,
            Optional<Image> ramdisk) {}

    private Instance changed(Instance instance, Parts parts) {
        InstanceChange change = parts.change();
        if (change.needsStopped() && instance.state() != InstanceState.STOPPED) {
            throw refused(instance, "is not in the 'stopped' state");
        }
        LaunchSpec spec = options(instance.spec(), change);
        Port port = port(instance, change);
        if (!change.needsStopped()) {
            return instance.with(spec).with(port);
        }
        spec = parts.type().map(spec::with).orElse(spec);
        if (change.userData().isPresent()) {
            spec = spec.withUserData(change.userData().filter(data -> !data.isEmpty()));
        }
        spec = booting(spec, parts);
        return spec.equals(instance.spec()) ? instance.with(port) : instance.reshaped(spec, port);
    }

    private static LaunchSpec options(LaunchSpec spec, InstanceChange change) {
        InstanceOptions options = spec.options();
        options =
                options.withTerminationProtected(
                        change.terminationProtected().orElse(options.terminationProtected()));
        options = options.withStopProtected(change.stopProtected().orElse(options.stopProtected()));
        return spec.with(options).with(change.shutdownBehavior().orElse(spec.shutdownBehavior()));
    }

    private Port port(Instance instance, InstanceChange change) {
        Port port = instance.port();
        boolean concerned = !change.groups().isEmpty() || change.sourceDestCheck().isPresent();
        if (concerned) {
            requireNotEnded(instance);
        }
        if (!change.groups().isEmpty()) {
            port = port.in(groups.forPort(instance.project(), port.vpc(), change.groups()));
        }
        return port.withSourceDestCheck(change.sourceDestCheck().orElse(port.sourceDestCheck()));
    }

    private static LaunchSpec booting(LaunchSpec spec, Parts parts) {
        BootPlan boot = spec.boot();
        return spec.booting(
                parts.kernel().map(Image::id).or(spec::kernel),
                parts.ramdisk().map(Image::id).or(spec::ramdisk),
                new BootPlan(
                        boot.image(),
                        parts.kernel().map(LaunchPlanner::content).or(boot::kernel),
                        parts.ramdisk().map(LaunchPlanner::content).or(boot::ramdisk),
                        boot.diskBytes()));
    }

    private void takeDifference(Tx.Builder tx, Instance before, Instance after) {
        InstanceType wanted = after.spec().type();
        InstanceType had = before.spec().type();
        if (!wanted.equals(had)) {
            long cores = quotas.limit(before.project(), Quota.CORES);
            HostCapacity room = room(before.host());
            requireCores(before, wanted.vcpus() - had.vcpus(), cores);
            requireRoom(before, wanted, room);
            Claims.resize(tx, before, wanted, room, cores);
        }
        Claims.regroup(tx, before, after);
    }

    private HostCapacity room(HostId host) {
        return new Records<>(store, Kinds.HOST)
                .find(host.value())
                .map(rec -> rec.value().capacity())
                .orElse(new HostCapacity(0, 0, 0));
    }

    private void requireCores(Instance instance, int more, long limit) {
        long free = limit - store.used(Quota.CORES.scope(instance.project()));
        if (more > 0 && more > free) {
            throw new LimitExceededException(
                    ResourceType.INSTANCE,
                    "cores",
                    ("The type needs %d vCPUs more, but the project may have only %d. Terminate"
                                    + " instances, or ask the operator for a higher quota")
                            .formatted(more, Math.max(0, free)));
        }
    }

    private void requireRoom(Instance instance, InstanceType wanted, HostCapacity room) {
        HostCapacity taken = Claims.of(store, instance.host());
        int vcpus = wanted.vcpus() - instance.spec().type().vcpus();
        int memory = wanted.memoryMib() - instance.spec().type().memoryMib();
        if ((vcpus > 0 && taken.vcpus() + vcpus > room.vcpus())
                || (memory > 0 && taken.memoryMib() + memory > room.memoryMib())) {
            throw new InsufficientCapacityException(
                    ResourceType.INSTANCE,
                    wanted.name().value(),
                    ("There is no room for type %s where the disk of the instance '%s' is. "
                                    + "Choose a smaller type, or try later")
                            .formatted(wanted.name(), instance.id()));
        }
    }

    private static IncorrectStateException refused(Instance instance, String why) {
        return new IncorrectStateException(
                ResourceType.INSTANCE,
                instance.id(),
                "The instance '%s' %s".formatted(instance.id(), why));
    }
}
