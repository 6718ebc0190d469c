package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stops running instances, keeping their disks. */
@Component(service = Ec2Action.class)
public final class StopInstancesAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("StopInstances", ResourceType.INSTANCE)
                    .needs("InstanceId.N")
                    .countsInstances("InstanceId.N")
                    .takes("Force")
                    .only("SkipOsShutdown", "false")
                    .only("Hibernate", "false")
                    .build();

    private final InstanceService instances;

    @Activate
    public StopInstancesAction(@Reference InstanceService instances) {
        this.instances = instances;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        List<InstanceId> ids = query.requiredList("InstanceId", InstanceId::new);
        var changes = instances.stop(context, ids, query.flag("Force", false));
        return xml -> StateXml.changes(xml, changes);
    }
}
