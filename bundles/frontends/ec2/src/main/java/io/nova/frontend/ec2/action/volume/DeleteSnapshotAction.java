package io.nova.frontend.ec2.action.volume;

import io.nova.api.volume.SnapshotService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes a snapshot. */
@Component(service = Ec2Action.class)
public final class DeleteSnapshotAction implements Ec2Action {

    private static final Value<SnapshotId> SNAPSHOT_ID = Value.of("SnapshotId", SnapshotId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeleteSnapshot", ResourceType.SNAPSHOT).needs(SNAPSHOT_ID).build();

    private final SnapshotService snapshots;

    @Activate
    public DeleteSnapshotAction(@Reference SnapshotService snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        snapshots.delete(context, call.get(SNAPSHOT_ID));
        return XmlBody.DONE;
    }
}
