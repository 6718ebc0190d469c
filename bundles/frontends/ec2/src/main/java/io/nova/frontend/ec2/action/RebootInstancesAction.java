package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Restarts running instances. */
@Component(service = Ec2Action.class)
public final class RebootInstancesAction implements Ec2Action {

    private static final Values<InstanceId> INSTANCE_IDS = Values.of("InstanceId", InstanceId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("RebootInstances", ResourceType.INSTANCE)
                    .needs(INSTANCE_IDS)
                    .build();

    private final InstanceService instances;

    @Activate
    public RebootInstancesAction(@Reference InstanceService instances) {
        this.instances = instances;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        instances.reboot(context, call.list(INSTANCE_IDS));
        return XmlBody.DONE;
    }
}
