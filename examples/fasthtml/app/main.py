"""A to-do list. On a server: `python app/main.py`."""

from fasthtml.common import A, Button, Form, Input, Li, Titled, Ul, fast_app, serve
from fasthtml.pico import Card, Group


def render(todo):
    mark = "☑" if todo.done else "☐"
    there = {"target_id": f"todo-{todo.id}", "hx_swap": "outerHTML"}
    return Li(
        A(f"{mark} {todo.task}", hx_post=toggle.to(id=todo.id), **there),
        " ",
        A("Remove", hx_post=remove.to(id=todo.id), **there),
        id=f"todo-{todo.id}",
    )


app, rt, todos, Todo = fast_app("todos.db", render=render, id=int, task=str, done=bool, pk="id")


def task_field(**more):
    return Input(id="task", name="task", placeholder="What is to be done?", required=True, **more)


@rt("/")
def get():
    add = Form(
        Group(task_field(), Button("Add")), hx_post="/", target_id="todos", hx_swap="beforeend"
    )
    return Titled("To do", Card(Ul(*todos(order_by="id"), id="todos"), header=add))


@rt("/")
def post(todo: Todo):
    return todos.insert(todo), task_field(hx_swap_oob="true")


@rt
def toggle(id: int):
    todo = todos[id]
    todo.done = not todo.done
    return todos.update(todo)


@rt
def remove(id: int):
    todos.delete(id)
    return ""


serve()
