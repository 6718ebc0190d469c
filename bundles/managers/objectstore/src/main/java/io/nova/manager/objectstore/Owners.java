package io.nova.manager.objectstore;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.identity.Project;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who may own buckets: records of buckets are found by their owner. */
@FunctionalInterface
interface Owners {

    /** Returns all projects, in the order of their ids. */
    List<ProjectId> all();

    /** Returns the projects of the cloud. */
    static Owners of(ProjectService projects, CallerResolver callers) {
        return () -> {
            RequestContext context = new RequestContext("objectstore-scrub", callers.operator());
            List<ProjectId> ids = new ArrayList<>();
            Optional<String> after = Optional.of("");
            while (after.isPresent()) {
                Page<Project> page = projects.listProjects(context, after.get(), 200);
                page.items().forEach(project -> ids.add(project.id()));
                after = page.next();
            }
            ids.sort(Comparator.comparing(ProjectId::value));
            return ids;
        };
    }
}
