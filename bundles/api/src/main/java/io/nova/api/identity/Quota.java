package io.nova.api.identity;

/** What a project may have at most. */
public enum Quota {
    INSTANCES,
    CORES,
    KEY_PAIRS,
    IMAGES,
    VOLUMES,
    VOLUME_GIB,
    SNAPSHOTS,
    ADDRESSES,
    SECURITY_GROUPS,
    BUCKETS;

    /** Returns the scope under which the store counts the project's use of it. */
    public String scope(io.nova.model.ProjectId project) {
        return "project/" + project + "/" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
