package io.nova.model.identity;

import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.time.Instant;

/**
 * An owner of resources.
 *
 * @param name unique, for people
 * @param manager the user who may do everything in it
 */
public record Project(
        ProjectId id, String name, String description, UserId manager, Instant createdAt) {}
