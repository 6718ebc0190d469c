package io.nova.model.network;

import io.nova.model.Id;
import io.nova.model.ProjectId;
import java.util.Map;

/** What a project has of a network, by an id and with tags. */
public interface NetworkResource {

    Id id();

    ProjectId project();

    Map<String, String> tags();

    /** Returns this with other tags. */
    NetworkResource withTags(Map<String, String> changed);
}
