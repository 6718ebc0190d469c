package io.nova.model.identity;

import io.nova.model.AccessKeyId;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.time.Instant;

/** A user's access key in a project, without its secret. */
public record AccessKey(
        AccessKeyId id, UserId user, ProjectId project, boolean enabled, Instant createdAt) {}
