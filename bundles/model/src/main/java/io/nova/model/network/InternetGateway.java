package io.nova.model.network;

import io.nova.model.InternetGatewayId;
import io.nova.model.ProjectId;
import io.nova.model.VpcId;
import java.util.Map;

/**
 * A VPC's way out.
 *
 * @param vpc what it is attached to
 */
public record InternetGateway(
        InternetGatewayId id, ProjectId project, VpcId vpc, Map<String, String> tags)
        implements NetworkResource {

    public InternetGateway {
        tags = Map.copyOf(tags);
    }

    @Override
    public InternetGateway withTags(Map<String, String> changed) {
        return new InternetGateway(id, project, vpc, changed);
    }
}
