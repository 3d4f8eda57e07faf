from django.urls import path

from .views import agenda, building, choices, investments, projects

urlpatterns = [
    path("agenda/", agenda.project_list, name="project_list"),
    path("agenda/phases/", agenda.project_board, name="project_board"),
    path("agenda/time/", agenda.project_timeline, name="project_timeline"),
    path("agenda/map/", agenda.project_map, name="project_map"),
    path("agenda/money/", agenda.project_money, name="project_money"),
    path("agenda/loose/", agenda.loose_ends, name="loose_ends"),
    path("agenda/table.<str:format>", agenda.project_table, name="project_table"),
    path("agenda/projects/new/", projects.project_start, name="project_start"),
    path("agenda/projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("agenda/projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("agenda/projects/<int:pk>/publish/", projects.project_publish, name="project_publish"),
    path("agenda/projects/<int:pk>/progress/", projects.project_note, name="project_note"),
    path("agenda/projects/<int:pk>/choices/", projects.project_cite, name="project_cite"),
    path("agenda/citations/<int:pk>/look/", projects.citation_look, name="citation_look"),
    path("agenda/projects/<int:pk>/lines/new/", investments.line_add, name="line_add"),
    path("agenda/lines/<int:pk>/", investments.line_edit, name="line_edit"),
    path("agenda/lines/<int:pk>/remove/", investments.line_remove, name="line_remove"),
    path("agenda/choices/", choices.choice_list, name="choice_list"),
    path("agenda/choices/new/<slug:slug>/", choices.choice_mark, name="choice_mark"),
    path("agenda/choices/<int:pk>/", choices.choice_detail, name="choice_detail"),
    path("agenda/choices/<int:pk>/drop/", choices.choice_drop, name="choice_drop"),
    path("building-blocks/", building.building_region, name="building_region"),
    path("building-blocks/block/<int:pk>/", building.building_detail, name="building_detail"),
    path(
        "building-blocks/block/<int:pk>/propose/",
        building.building_propose,
        name="building_propose",
    ),
    path(
        "building-blocks/block/<int:pk>/landed/", building.building_landed, name="building_landed"
    ),
    path(
        "building-blocks/block/<int:pk>/follow/", building.building_follow, name="building_follow"
    ),
    path("building-blocks/<slug:slug>/", building.building_list, name="building_list"),
    path("building-blocks/<slug:slug>/choose/", building.building_choose, name="building_choose"),
    path(
        "building-blocks/<slug:slug>/choose/<int:pk>/",
        building.building_take,
        name="building_take",
    ),
    path("building-blocks/<slug:slug>/decide/", building.building_decide, name="building_decide"),
    path(
        "building-blocks/<slug:slug>/file.<str:format>",
        building.building_file,
        name="building_file",
    ),
]
