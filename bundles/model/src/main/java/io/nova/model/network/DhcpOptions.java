package io.nova.model.network;

import io.nova.model.DhcpOptionsId;
import io.nova.model.ProjectId;
import java.util.Map;

/**
 * What DHCP tells the guests of a VPC.
 *
 * @param domain appended to their names
 */
public record DhcpOptions(
        DhcpOptionsId id, ProjectId project, String domain, Map<String, String> tags)
        implements NetworkResource {

    public DhcpOptions {
        tags = Map.copyOf(tags);
    }

    @Override
    public DhcpOptions withTags(Map<String, String> changed) {
        return new DhcpOptions(id, project, domain, changed);
    }
}
