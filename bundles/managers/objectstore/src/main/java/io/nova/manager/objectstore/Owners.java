package io.nova.manager.objectstore;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.identity.Project;
import java.util.Comparator;
import java.util.List;

/** Who may own buckets: records of buckets are found by their owner. */
@FunctionalInterface
interface Owners {

    /** Returns all projects, in the order of their ids. */
    List<ProjectId> all();

    /** Returns the projects of the cloud. */
    static Owners of(ProjectService projects, CallerResolver callers) {
        return () -> {
            RequestContext context = new RequestContext("objectstore-scrub", callers.operator());
            return Page.all(after -> projects.listProjects(context, after, 200)).stream()
                    .map(Project::id)
                    .sorted(Comparator.comparing(ProjectId::value))
                    .toList();
        };
    }
}
