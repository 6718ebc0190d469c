package io.nova.frontend.ec2.action;

import io.nova.api.compute.ConsoleOutput;
import io.nova.api.compute.InstanceService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what a guest last wrote to its console. */
@Component(service = Ec2Action.class)
public final class GetConsoleOutputAction implements Ec2Action {

    private static final Values<InstanceId> INSTANCE_IDS = Values.of("InstanceId", InstanceId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("GetConsoleOutput", ResourceType.INSTANCE)
                    .needs(INSTANCE_IDS)
                    .flags("Latest")
                    .build();

    private final InstanceService instances;

    @Activate
    public GetConsoleOutputAction(@Reference InstanceService instances) {
        this.instances = instances;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        throw new IllegalStateException("a host is asked: see performLater");
    }

    @Override
    public CompletionStage<XmlBody> performLater(RequestContext context, Arguments call) {
        // An old client names it as the first of a list.
        List<InstanceId> ids = call.list(INSTANCE_IDS);
        if (ids.size() > 1) {
            throw InvalidParameterException.badValue(
                    "InstanceId", ids.size() + " ids", "ask for one console at a time");
        }
        InstanceId id = ids.get(0);
        return instances.console(context, id).thenApply(GetConsoleOutputAction::render);
    }

    private static XmlBody render(ConsoleOutput output) {
        return xml ->
                xml.text("instanceId", output.instance())
                        .text("timestamp", output.at())
                        .text("output", output.data());
    }
}
