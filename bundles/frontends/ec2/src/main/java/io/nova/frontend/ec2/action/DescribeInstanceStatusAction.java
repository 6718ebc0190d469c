package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceHealth;
import io.nova.api.compute.InstanceHealth.Check;
import io.nova.api.compute.InstanceHealthService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.InstanceState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows how instances do: those that run, or all. */
@Component(service = Ec2Action.class)
public final class DescribeInstanceStatusAction implements Ec2Action {

    private static final Filters<InstanceHealth> FILTERS =
            new Filters.Builder<InstanceHealth>()
                    .on("availability-zone", one -> one.instance().spec().zone())
                    // A zone's id is its name: there is one account's view only.
                    .on("availability-zone-id", one -> one.instance().spec().zone())
                    .on("instance-state-code", one -> StateXml.code(one.instance().state()))
                    .on("instance-state-name", one -> StateXml.name(one.instance().state()))
                    .on("instance-status.status", one -> status(one.guest()))
                    .onAny("instance-status.reachability", one -> reachability(one.guest()))
                    .on("system-status.status", one -> status(one.system()))
                    .onAny("system-status.reachability", one -> reachability(one.system()))
                    .on("operator.managed", one -> false)
                    .onNothing("operator.principal")
                    // No instance has events, and none has attachments that are judged apart.
                    .onNothing("event.code", "event.description", "event.instance-event-id")
                    .onNothing("event.not-after", "event.not-before", "event.not-before-deadline")
                    .onNothing("attached-ebs-status.status", "attached-ebs-status.reachability")
                    .build();

    private static final Values<InstanceId> INSTANCE_IDS = Values.of("InstanceId", InstanceId::new);
    private static final Value<Boolean> INCLUDE_ALL_INSTANCES = Value.flag("IncludeAllInstances");

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInstanceStatus", ResourceType.INSTANCE)
                    .takes(INSTANCE_IDS, INCLUDE_ALL_INSTANCES)
                    .flags("IncludeManagedResources")
                    .describes(FILTERS)
                    .build();

    private final InstanceHealthService health;

    @Activate
    public DescribeInstanceStatusAction(@Reference InstanceHealthService health) {
        this.health = health;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<InstanceId> ids = call.list(INSTANCE_IDS);
        boolean all = call.is(INCLUDE_ALL_INSTANCES);
        Paging paging = Paging.of(call, !ids.isEmpty());
        Predicate<InstanceHealth> shown =
                one -> all || one.instance().state() == InstanceState.RUNNING;
        Predicate<InstanceHealth> matching = shown.and(FILTERS.of(call));
        Page<InstanceHealth> page =
                paging.read(
                        (after, limit) -> health.describe(context, ids, matching, after, limit));
        return xml ->
                xml.items("instanceStatusSet", page.items(), one -> write(xml, one))
                        .text("nextToken", page.next().map(paging::token));
    }

    private static void write(XmlWriter xml, InstanceHealth one) {
        xml.text("instanceId", one.instance().id())
                .text("availabilityZone", one.instance().spec().zone())
                .items("eventsSet", List.of(), none -> {});
        StateXml.write(xml, "instanceState", one.instance().state());
        check(xml, "systemStatus", one.system());
        check(xml, "instanceStatus", one.guest());
    }

    private static void check(XmlWriter xml, String element, Check check) {
        xml.element(
                element,
                () -> {
                    xml.text("status", status(check));
                    List<String> details = reachability(check);
                    if (!details.isEmpty()) {
                        xml.items("details", details, detail -> detail(xml, check, detail));
                    }
                });
    }

    private static void detail(XmlWriter xml, Check check, String status) {
        xml.text("name", "reachability")
                .text("status", status)
                .text("impairedSince", check.impairedSince());
    }

    private static String status(Check check) {
        return switch (check.verdict()) {
            case OK -> "ok";
            case IMPAIRED -> "impaired";
            case INITIALIZING -> "initializing";
            case INSUFFICIENT_DATA -> "insufficient-data";
            case NOT_APPLICABLE -> "not-applicable";
        };
    }

    /** Of what does not run there is none. */
    private static List<String> reachability(Check check) {
        Optional<String> word =
                switch (check.verdict()) {
                    case OK -> Optional.of("passed");
                    case IMPAIRED -> Optional.of("failed");
                    case INITIALIZING -> Optional.of("initializing");
                    case INSUFFICIENT_DATA -> Optional.of("insufficient-data");
                    case NOT_APPLICABLE -> Optional.empty();
                };
        return word.stream().toList();
    }
}
