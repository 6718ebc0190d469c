package io.nova.manager.compute;

import io.nova.api.compute.ConsoleOutput;
import io.nova.api.compute.GuestLookup;
import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.compute.InstanceStateChange;
import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.LaunchableImages;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceTrigger;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.PowerState;
import io.nova.model.compute.StateReason;
import io.nova.model.network.Ipv4;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Provides instances: asks the authorizer, resolves, commits once, and then tells the hosts. */
@Component(service = {InstanceService.class, GuestLookup.class})
public final class InstanceManager implements InstanceService, GuestLookup {

    private final Authorizer authorizer;
    private final Records<Instance> records;
    private final LaunchPlanner planner;
    private final Launcher launcher;
    private final InstanceChanges changes;
    private final InstanceReads reads;
    private final InstanceModifier modifier;
    private final Wakener wakener;
    private final Consoles consoles;
    private final TokenTurns turns = new TokenTurns();
    private final Clock clock;

    @Activate
    public InstanceManager(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference LaunchableImages images,
            @Reference InstanceTypeService types,
            @Reference ZoneService zones,
            @Reference VpcService vpcs,
            @Reference SecurityGroupService groups,
            @Reference InstanceVolumeService volumes,
            @Reference HostRoster roster,
            @Reference Wakener wakener,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.authorizer = authorizer;
        this.records = new Records<>(store, Kinds.INSTANCE);
        this.planner =
                new LaunchPlanner(
                        images,
                        types,
                        zones,
                        vpcs,
                        groups,
                        volumes,
                        new Records<>(store, Kinds.KEY_PAIR));
        this.launcher = new Launcher(store, roster, quotas, vpcs, volumes, clock, ids);
        this.changes = new InstanceChanges(store, ids);
        this.reads = new InstanceReads(records);
        this.wakener = wakener;
        this.modifier =
                new InstanceModifier(store, changes, reads, planner, groups, quotas, wakener);
        this.consoles = new Consoles(bus, clock, ids);
        this.clock = clock;
    }

    @Override
    public Reservation run(RequestContext context, LaunchRequest request) {
        authorizer.require(context.caller(), "ec2:RunInstances");
        Launcher.Launched launched =
                request.clientToken()
                        .map(
                                token ->
                                        turns.take(
                                                context.project(),
                                                token,
                                                () -> once(context, request)))
                        .orElseGet(() -> launch(context, request));
        if (!launched.repeated()) {
            wakener.changed(launched.reservation().instances(), launched.seq());
        }
        return launched.reservation();
    }

    private Launcher.Launched once(RequestContext context, LaunchRequest request) {
        return launcher.earlier(context, request).orElseGet(() -> launch(context, request));
    }

    private Launcher.Launched launch(RequestContext context, LaunchRequest request) {
        try {
            return launcher.launch(context, request, planner.plan(context, request));
        } catch (CloudException refusal) {
            // What it lacks may be what the same request took while this one was on its way.
            return launcher.earlier(context, request).orElseThrow(() -> refusal);
        }
    }

    @Override
    public Page<Instance> describe(RequestContext context, InstanceQuery query) {
        authorizer.require(
                context.caller(),
                query.everyProject() ? "nova:InstanceListAll" : "ec2:DescribeInstances");
        return reads.page(context.project(), query);
    }

    @Override
    public List<InstanceStateChange> start(RequestContext context, List<InstanceId> instances) {
        authorizer.require(context.caller(), "ec2:StartInstances");
        return ask(context, instances, InstanceTrigger.START, StateReason.PENDING);
    }

    @Override
    public List<InstanceStateChange> stop(
            RequestContext context, List<InstanceId> instances, boolean force) {
        authorizer.require(context.caller(), "ec2:StopInstances");
        StateReason reason = force ? Reasons.FORCED_STOP : StateReason.USER_STOP;
        return ask(context, instances, InstanceTrigger.STOP, reason);
    }

    @Override
    public List<InstanceStateChange> terminate(RequestContext context, List<InstanceId> instances) {
        authorizer.require(context.caller(), "ec2:TerminateInstances");
        return ask(context, instances, InstanceTrigger.TERMINATE, Reasons.TERMINATED);
    }

    @Override
    public void reboot(RequestContext context, List<InstanceId> instances) {
        authorizer.require(context.caller(), "ec2:RebootInstances");
        publish(changes.apply(context.caller(), instances, Instance::rebooted));
    }

    @Override
    public CompletionStage<ConsoleOutput> console(RequestContext context, InstanceId instance) {
        authorizer.require(context.caller(), "ec2:GetConsoleOutput");
        return consoles.read(context, reads.get(context.caller(), instance));
    }

    @Override
    public void modify(RequestContext context, InstanceId instance, InstanceChange change) {
        authorizer.require(context.caller(), "ec2:ModifyInstanceAttribute");
        modifier.modify(context, instance, change);
    }

    @Override
    public MetadataOptions setMetadata(
            RequestContext context, InstanceId instance, UnaryOperator<MetadataOptions> change) {
        authorizer.require(context.caller(), "ec2:ModifyInstanceMetadataOptions");
        return modifier.setMetadata(context, instance, change);
    }

    @Override
    public Instance attributes(RequestContext context, InstanceId instance) {
        authorizer.require(context.caller(), "ec2:DescribeInstanceAttribute");
        return reads.get(context.caller(), instance);
    }

    @Override
    public Optional<Instance> findByAddress(Ipv4 address) {
        return records.page(Kinds.ofAddress(address), "", 1).items().stream()
                .findFirst()
                .map(Rec::value);
    }

    @Override
    public List<Instance> withKey(ProjectId project, String keyName) {
        return reads.withKey(project, keyName);
    }

    private List<InstanceStateChange> ask(
            RequestContext context,
            List<InstanceId> instances,
            InstanceTrigger trigger,
            StateReason reason) {
        InstanceChanges.Applied applied =
                changes.apply(
                        context.caller(), instances, instance -> asked(instance, trigger, reason));
        publish(applied);
        return applied.changes();
    }

    private Instance asked(Instance instance, InstanceTrigger trigger, StateReason reason) {
        requireUnprotected(instance, trigger);
        boolean hurries =
                instance.state() == InstanceState.STOPPING && reason.equals(Reasons.FORCED_STOP);
        return hurries
                ? instance.because(reason)
                : instance.asked(trigger, reason, clock.instant());
    }

    /** What is ending or still already loses nothing by being asked again. */
    private static void requireUnprotected(Instance instance, InstanceTrigger trigger) {
        InstanceOptions options = instance.spec().options();
        if (trigger == InstanceTrigger.TERMINATE
                && options.terminationProtected()
                && instance.state().wanted() != PowerState.GONE) {
            throw isProtected(instance, "terminated", "disableApiTermination");
        }
        if (trigger == InstanceTrigger.STOP
                && options.stopProtected()
                && instance.state().wanted() == PowerState.ON) {
            throw isProtected(instance, "stopped", "disableApiStop");
        }
    }

    private static ConflictException isProtected(
            Instance instance, String participle, String attribute) {
        return new ConflictException(
                ConflictException.Reason.PROTECTED,
                ResourceType.INSTANCE,
                instance.id(),
                ("The instance '%s' may not be %s. Modify its '%s' instance attribute "
                                + "and try again")
                        .formatted(instance.id(), participle, attribute));
    }

    private void publish(InstanceChanges.Applied applied) {
        wakener.changed(applied.changed(), applied.seq());
    }
}
