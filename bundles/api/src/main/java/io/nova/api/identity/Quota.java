package io.nova.api.identity;

import io.nova.model.ProjectId;
import java.util.Locale;

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
    BUCKETS,
    OBJECTS,
    OBJECT_BYTES("object-bytes");

    private final String word;

    Quota() {
        word = name().toLowerCase(Locale.ROOT);
    }

    Quota(String word) {
        this.word = word;
    }

    /** Returns the scope under which the store counts the project's use of it. */
    public String scope(ProjectId project) {
        return "project/" + project + suffix();
    }

    /** Returns what the scopes of all projects end with. */
    public String suffix() {
        return "/" + word;
    }
}
